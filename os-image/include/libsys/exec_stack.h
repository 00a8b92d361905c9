/*
 * The stack that a fresh program finds, and the one place that lays it out: for
 * PM when a process calls exec, for RS when it starts a component. From ESP
 * (a multiple of 16) upward:
 *
 *     argc, argv[0] .. argv[argc - 1], NULL, envp[0] .., NULL, strings
 *
 * A program may also be started with nothing on its stack (ESP is
 * USER_STACK_TOP), which is argc 0.
 */
#ifndef LIBSYS_EXEC_STACK_H
#define LIBSYS_EXEC_STACK_H

#include <kintsugi/kcall.h>

/*
 * Lays out `stack` for struct kexec from a block of argc + envc strings, each
 * ended by a NUL, one after the other. Returns the length used (a multiple of
 * 16, at most size), -E2BIG when size is too small, -EINVAL when the block does
 * not hold exactly that many strings.
 */
int exec_stack_build(void *stack, u32 size, const char *strings, u32 strings_length, u32 argc,
		     u32 envc);

#endif
