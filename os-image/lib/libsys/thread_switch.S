/*
 * void thread_switch(u32 *saved_stack, u32 next_stack)
 *
 * Leaves one stack for another. What a function has to preserve by the calling
 * convention (EBX, ESI, EDI, EBP and the return address) is kept on the stack
 * that is left, whose pointer goes to *saved_stack; the caller saved the rest
 * by itself. thread.c lays out a new thread's stack in this shape.
 */
	.text
	.globl thread_switch
	.type thread_switch, @function
thread_switch:
	movl 4(%esp), %eax
	movl 8(%esp), %edx
	pushl %ebp
	pushl %ebx
	pushl %esi
	pushl %edi
	movl %esp, (%eax)
	movl %edx, %esp
	popl %edi
	popl %esi
	popl %ebx
	popl %ebp
	ret
	.size thread_switch, . - thread_switch

	.section .note.GNU-stack,"",@progbits
