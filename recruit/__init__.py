"""Recruitment of the Director of the Implementation Support Unit: the wiring, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Config


def create_app(config: Config | None = None) -> Flask:
    """The application, wired: settings, ground, rooms, pages, commands.

    Raises config.Misconfigured for a setting that can't be, RuntimeError for a route
    without a declared action.
    """
    from pathlib import Path

    from werkzeug.middleware.proxy_fix import ProxyFix

    from config import Misconfigured, Mode, load
    from recruit import commands, worker
    from recruit.access import guard
    from recruit.accounts import sessions
    from recruit.core import (
        clock,
        db,
        installation,
        key_files,
        keys,
        log,
        masters,
        models,
        seal_key,
        secrets,
        security_log,
    )
    from recruit.demo import command as demo
    from recruit.documents import operations as documents
    from recruit.documents import seal
    from recruit.notices import mail
    from recruit.web import errors, frame, rooms, routing

    config = config or load()
    secrets.folder(config.data)
    models.load()
    installation.init(config.mode.value)
    db.init(config.database_url)
    clock.init(config.data / "clock.json" if config.clock_can_be_set else None)
    kept = [config.data / "signer.key"]
    if not config.master_key:
        kept.append(config.data / "master.key")
    try:
        installation.check_secrets(db.engine(), kept)
    except installation.Another as another:
        raise Misconfigured(str(another)) from None
    master = config.master_key or key_files.load_master(config.data / "master.key")
    others = masters.known(config.data / "master.key", config.master_key_next)
    log.init(config.data / "signer.key")
    documents.init(config.store_url)
    try:
        # where there is something to object to, it needs no key: a start does not wait for them
        used = installation.check_database(db.engine())
        store = keys.init(
            config.keystore,
            master,
            others,
            may_be_away=used,
            may_be_made=lambda: installation.may_make_keys(db.engine()),
        ).store
        store.once_there(lambda: installation.check_keys(store, db.engine()))
        documents.check_store()
    except installation.Another as another:
        raise Misconfigured(str(another)) from None
    store.once_there(lambda: seal_key.ensure(clock.now()))
    documents.scan_with(config.clamd_url)
    seal.stamp_with(config.tsa_url)
    if config.mode in (Mode.PRODUCTION, Mode.REHEARSAL):
        security_log.told()
    mail.init(config.mail_url, config.mail_from, config.base_url, config.data / "mail")

    root = Path(__file__).resolve().parent.parent
    app = routing.Application(
        "recruit",
        root_path=str(root / "recruit"),
        template_folder=str(root / "templates"),
        static_folder=str(root / "static"),
    )
    app.config["SECRET_KEY"] = config.secret_key or secrets.text_secret(config.data / "secret.key")
    app.config["MAX_CONTENT_LENGTH"] = config.max_request
    app.config["MAX_GUEST_LENGTH"] = min(config.max_file + 1024 * 1024, config.max_request)
    app.config["MAX_FORM_MEMORY_SIZE"] = 4 * 1024 * 1024
    app.extensions["config"] = config
    if config.proxies:  # exactly as many as there are: whoever adds one more is not believed
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=0
        )

    frame.init(app)
    sessions.init(app)
    guard.init(app, sessions.load)
    errors.init(app)
    rooms.init(app)
    commands.init(app)
    worker.init(app)
    demo.init(app)
    if config.mode is Mode.DEMO:
        from recruit.demo import views as strip

        strip.init(app)
    guard.check_boot(app)
    return app


def let_go(app: Flask) -> None:
    """Close what two processes must not share: connections of database, keys and store.

    Called before a serving process is made out of one in which the application stands
    loaded; each opens its own at first use.
    """
    from recruit.core import db, keys
    from recruit.documents import operations as documents

    db.engine().dispose()
    keys.ring().store.close()
    documents.init(app.extensions["config"].store_url)
