/* From the argument block to main, and from main's return to exit. */
#include <kintsugi/kcall.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program_name.h"

int main(int argc, char **argv, char **envp);
_Noreturn void libc_start(u32 *stack);

char **environ;
const char *program_name = "";

static char *no_strings[] = {NULL};

_Noreturn void
libc_start(u32 *stack)
{
	int argc = 0;
	char **argv = no_strings;

	environ = no_strings;
	if ((u32)stack != USER_STACK_TOP) {
		argc = (int)stack[0];
		argv = (char **)&stack[1];
		environ = argv + argc + 1;
	}
	if (argc > 0) {
		const char *slash = strrchr(argv[0], '/');

		program_name = slash != NULL ? slash + 1 : argv[0];
	}
	exit(main(argc, argv, environ));
}
