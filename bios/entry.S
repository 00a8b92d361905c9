/*
 * The real-mode face of the firmware: reset vector, interrupt entry points, and
 * the passage between real mode and the 32-bit C code.
 *
 * Each service vector pushes its number and goes to enter_c, which saves the
 * caller's registers as a struct regs (firmware.h) on the caller's stack,
 * switches to flat 32-bit protected mode on the firmware's own stack, calls
 * dispatch(regs), comes back, loads the registers from the (possibly changed)
 * frame and returns with IRET. Interrupts stay off in between; the caller's
 * GDTR and IDTR are kept, so that a loader may have its own.
 * On the way back the data segments get 4 GB limits, which do no harm in real
 * mode and keep alive a caller that relies on such limits ("unreal mode").
 *
 * The ROM is read-only: the descriptors have their accessed bit set already.
 */

#define ROM_SEG 0xf000
#define BDA_SEG 0x0040
#define BOOT_STACK 0x7c00

#define VECTOR_POST 0x100 /* not an interrupt: power-on, see main.c */

#define CODE32_SEL 0x08
#define DATA32_SEL 0x10
#define CODE16_SEL 0x18
#define DATA16_SEL 0x20

/* BIOS data area, offsets from segment 0040 */
#define BDA_KEY_HEAD 0x1a
#define BDA_KEY_TAIL 0x1c
#define BDA_TICKS 0x6c
#define BDA_MIDNIGHT 0x70
#define TICKS_PER_DAY 0x1800b0

#define PIC1_CMD 0x20
#define PIC2_CMD 0xa0
#define PIC_EOI 0x20

	.section .reset, "ax"
	.code16
	.globl reset_vector
reset_vector:
	ljmpw $ROM_SEG, $(power_on - rom16)
	.org 5
	.ascii "01/01/26"	/* ROM date, where programs look for it */
	.byte 0
	.org 14
	.byte 0xfc		/* model: AT compatible */
	.byte 0

	.section .rom16, "ax"
	.code16
rom16:

/*
 * Entries that return to nobody: they start on a fresh stack, and the firmware
 * goes on at `next` unless C sets another place to go to.
 */
.macro fresh_start name, vector, next
	.globl \name
\name:
	cli
	cld
	xorw %ax, %ax
	movw %ax, %ss
	movw $BOOT_STACK, %sp
	pushfw
	pushw %cs
	pushw $(\next - rom16)
	pushw $\vector
	jmp enter_c
.endm

	fresh_start power_on, VECTOR_POST, int19_entry
	fresh_start int18_entry, 0x18, halt
	fresh_start int19_entry, 0x19, halt

halt:
	sti
	hlt
	jmp halt

.macro service name, vector
	.globl \name
\name:
	pushw $\vector
	jmp enter_c
.endm

	service int00_entry, 0x00
	service int06_entry, 0x06
	service int09_entry, 0x09
	service int10_entry, 0x10
	service int11_entry, 0x11
	service int12_entry, 0x12
	service int13_entry, 0x13
	service int15_entry, 0x15
	service int1a_entry, 0x1a

/* INT 16h: the calls that wait for a key do so here, halted, interrupts on. */
	.globl int16_entry
int16_entry:
	testb $0xef, %ah	/* AH = 00 or 10? */
	jnz 3f
	pushw %ds
	pushw %ax
	movw $BDA_SEG, %ax
	movw %ax, %ds
1:	cli
	movw BDA_KEY_HEAD, %ax
	cmpw BDA_KEY_TAIL, %ax
	jne 2f
	sti
	hlt
	jmp 1b
2:	popw %ax
	popw %ds
3:	pushw $0x16
	jmp enter_c

/* IRQ 0: count the tick, call the user's timer hook. */
	.globl irq0_entry
irq0_entry:
	pushw %ds
	pushl %eax
	movw $BDA_SEG, %ax
	movw %ax, %ds
	movl BDA_TICKS, %eax
	incl %eax
	cmpl $TICKS_PER_DAY, %eax
	jb 1f
	xorl %eax, %eax
	movb $1, BDA_MIDNIGHT
1:	movl %eax, BDA_TICKS
	int $0x1c
	movb $PIC_EOI, %al
	outb %al, $PIC1_CMD
	popl %eax
	popw %ds
	iretw

/* Interrupts nobody handles: acknowledge and go on. */
	.globl irq_slave_entry, irq_master_entry, ignore_entry
irq_slave_entry:
	pushw %ax
	movb $PIC_EOI, %al
	outb %al, $PIC2_CMD
	popw %ax
irq_master_entry:
	pushw %ax
	movb $PIC_EOI, %al
	outb %al, $PIC1_CMD
	popw %ax
ignore_entry:
	iretw

enter_c:
	pushal
	pushw %ds
	pushw %es
	pushw %fs
	pushw %gs
	cld
	xorl %eax, %eax		/* EAX: linear address of the frame */
	movw %ss, %ax
	movl %eax, %edx		/* DX: caller's SS */
	shll $4, %eax
	movzwl %sp, %ebx
	addl %ebx, %eax
	subw $16, %sp
	movw %sp, %bp
	sgdtl (%bp)
	sidtl 8(%bp)
	movl %esp, %ecx		/* ECX: caller's ESP */
	lgdtl %cs:(gdt_pointer - rom16)
	lidtl %cs:(idt_pointer - rom16)
	movl %cr0, %ebx
	orb $1, %bl
	movl %ebx, %cr0
	ljmpl $CODE32_SEL, $in_protected_mode

	.code32
in_protected_mode:
	movl $DATA32_SEL, %ebx
	movw %bx, %ds
	movw %bx, %es
	movw %bx, %fs
	movw %bx, %gs
	movw %bx, %ss
	movl $stack_top, %esp
	pushl %ecx
	pushl %edx
	pushl %eax
	call dispatch
	popl %eax
	popl %edx
	popl %ecx
	ljmpl $CODE16_SEL, $(leave_protected_mode - rom16)

	.code16
leave_protected_mode:
	movw $DATA16_SEL, %bx
	movw %bx, %ds
	movw %bx, %es
	movw %bx, %fs
	movw %bx, %gs
	movw %bx, %ss
	movl %cr0, %ebx
	andb $0xfe, %bl
	movl %ebx, %cr0
	ljmpw $ROM_SEG, $(in_real_mode - rom16)
in_real_mode:
	movw %dx, %ss
	movl %ecx, %esp
	movw %sp, %bp
	lgdtl (%bp)
	lidtl 8(%bp)
	addw $16, %sp
	popw %gs
	popw %fs
	popw %es
	popw %ds
	popal
	addw $2, %sp		/* the vector's number */
	iretw

	.balign 8
gdt:
	.quad 0
	.quad 0x00cf9b000000ffff	/* 08: 32-bit code, base 0, 4 GB */
	.quad 0x00cf93000000ffff	/* 10: 32-bit data, base 0, 4 GB */
	.quad 0x00009b0f0000ffff	/* 18: 16-bit code, base F0000, 64 KB */
	.quad 0x008f93000000ffff	/* 20: 16-bit data, base 0, 4 GB */
gdt_end:
gdt_pointer:
	.word gdt_end - gdt - 1
	.long gdt
idt_pointer:
	.word 32 * 8 - 1
	.long fault_idt

/*
 * Exceptions of the firmware's own 32-bit code: fault_stubs is an array of 32
 * entries of FAULT_STUB_BYTES each (fault.c).
 */
	.text
	.code32
	.globl fault_stubs
	.balign 16
fault_stubs:
	.set vector, 0
	.rept 32
	.balign 16
	.if (vector == 8) || (vector >= 10 && vector <= 14) || (vector == 17)
	.else
	pushl $0		/* stands for the error code */
	.endif
	pushl $vector
	jmp fault_common
	.set vector, vector + 1
	.endr
fault_common:
	pushl %esp
	call firmware_fault
