/*
 * Where every program begins. The kernel hands over with ESP at the argument
 * block that libsys/exec_stack.h describes, or at the top of an empty stack.
 */
	.text
	.globl _start
	.type _start, @function
_start:
	xorl %ebp, %ebp /* the outermost frame: stack traces end here */
	movl %esp, %eax
	andl $-16, %esp
	subl $12, %esp /* keeps the stack aligned across one argument */
	pushl %eax
	call libc_start
	ud2
	.size _start, . - _start

	.section .note.GNU-stack, "", @progbits
