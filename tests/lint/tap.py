"""Results in the Test Anything Protocol."""


def report(checks):
    """`checks` is a list of (description, problems); prints TAP and returns the exit status."""
    print(f"1..{len(checks)}")
    for number, (description, problems) in enumerate(checks, 1):
        print(f"{'not ok' if problems else 'ok'} {number} - {description}")
        for problem in problems:
            print(f"# {problem}")
    return 1 if any(problems for _, problems in checks) else 0
