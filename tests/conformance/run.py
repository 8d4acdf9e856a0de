"""Conformance: the targets' own code over every case and example, against an expectation that Segue did not make.

SEGUE=target/debug/segue python3 tests/conformance/run.py [--case NAME] [--files DIR]
"""

import tools

if __name__ == "__main__":
    tools.enter()
    from suite import main

    main()
