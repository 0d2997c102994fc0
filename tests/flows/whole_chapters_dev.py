from tests.flows.test_whole import CHAPTERS
