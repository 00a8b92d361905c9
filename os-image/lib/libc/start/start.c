/* From the argument block to main, and from main's return to exit. */
#include <kintsugi/kcall.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv, char **envp);
_Noreturn void libc_start(u32 *stack);

char **environ;

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
	exit(main(argc, argv, environ));
}
