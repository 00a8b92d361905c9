/*
 * Where a signal handler returns to, with ESP at the handler's argument: that
 * ESP names the saved registers to PM (see struct ksigframe).
 */
	.text
	.globl signal_trampoline
	.type signal_trampoline, @function
signal_trampoline:
	movl %esp, %eax
	andl $-16, %esp
	subl $12, %esp
	pushl %eax
	call signal_return
	ud2
	.size signal_trampoline, . - signal_trampoline

	.section .note.GNU-stack, "", @progbits
