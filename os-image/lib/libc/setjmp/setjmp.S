/*
 * setjmp notes the registers that a function has to preserve, the stack pointer
 * as it is for the caller and where that goes on; longjmp puts them back. The
 * order is that of jmp_buf in <setjmp.h>.
 */
#define AT_EBX 0
#define AT_ESI 4
#define AT_EDI 8
#define AT_EBP 12
#define AT_ESP 16
#define AT_EIP 20

	.text
	.globl setjmp
	.type setjmp, @function
setjmp:
	movl 4(%esp), %eax
	movl %ebx, AT_EBX(%eax)
	movl %esi, AT_ESI(%eax)
	movl %edi, AT_EDI(%eax)
	movl %ebp, AT_EBP(%eax)
	leal 4(%esp), %ecx /* without the return address */
	movl %ecx, AT_ESP(%eax)
	movl (%esp), %ecx
	movl %ecx, AT_EIP(%eax)
	xorl %eax, %eax
	ret
	.size setjmp, . - setjmp

	.globl longjmp
	.type longjmp, @function
longjmp:
	movl 4(%esp), %edx
	movl 8(%esp), %eax
	testl %eax, %eax
	jnz 1f
	incl %eax /* setjmp does not return 0 twice */
1:	movl AT_EBX(%edx), %ebx
	movl AT_ESI(%edx), %esi
	movl AT_EDI(%edx), %edi
	movl AT_EBP(%edx), %ebp
	movl AT_ESP(%edx), %esp
	jmp *AT_EIP(%edx)
	.size longjmp, . - longjmp

	.section .note.GNU-stack, "", @progbits
