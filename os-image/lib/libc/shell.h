/* Commands that a shell runs, for system and popen. */
#ifndef LIBC_SHELL_H
#define LIBC_SHELL_H

#define SHELL "/bin/sh"

/* A shell's status when it can't run a command. */
#define SHELL_NOT_FOUND 127

/* Becomes the shell. */
#define EXEC_SHELL(command) execl(SHELL, "sh", "-c", (command), (char *)NULL)

#endif
