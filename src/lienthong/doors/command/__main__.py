"""`python -m lienthong.doors.command`: the same as `lienthong`, for the processes we start ourselves."""

from lienthong.doors.command.main import main

if __name__ == "__main__":
    main()
