/*
 * The master boot record's code: loads the second stage (62 sectors from LBA 1)
 * to 0x8000 and jumps there.
 *
 * Contract. The BIOS enters at 0x7c00 in real mode with the boot drive in DL.
 * The loader is entered at 0000:8000 in real mode with DL unchanged, SS:SP =
 * 0000:7c00 and DS = ES = 0. Bytes 440 to 509 are left zero: the image builder
 * writes the partition table there. When something fails, "Kintsugi boot error",
 * a letter and the BIOS' status appear on the screen and on COM1, and the machine
 * halts; README.md says what each letter means.
 */
#include "layout.h"

#define COM1 0x3f8
#define READ_TRIES 3

	.code16
	.section .text
	.globl _start
_start:
	cli
	xorw %ax, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %ss
	movw $MBR_ADDRESS, %sp
	sti
	cld
	ljmp $0, $normalised /* some BIOSes enter at 07c0:0000 */
normalised:
	movb %dl, drive

	/* INT 13h extensions: present, and with packet access (CX bit 0)? */
	movb $0x41, %ah
	movw $0x55aa, %bx
	int $0x13
	jc read_chs
	cmpw $0xaa55, %bx
	jne read_chs
	testb $1, %cl
	jz read_chs

	movw $READ_TRIES, %bp
read_packet:
	movw $BOOT_LOADER_SECTORS, packet_count /* a failed call may change it */
	movw $packet, %si
	movb $0x42, %ah
	movb drive, %dl
	int $0x13
	jnc check
	call reset
	decw %bp
	jnz read_packet
	movb $'R', %bl
	jmp fail

	/* Without extensions: one sector at a time by cylinder, head and sector. */
read_chs:
	movb $0x08, %ah
	movb drive, %dl
	xorw %di, %di /* some BIOSes crash unless ES:DI is 0 */
	int $0x13
	movb $'G', %bl
	jc fail
	andw $0x3f, %cx /* sectors a track */
	jz fail
	movw %cx, sectors_per_track
	movzbw %dh, %ax
	incw %ax
	movw %ax, heads
	pushw $0 /* AH=08h changes ES */
	popw %es
	movw $LOADER_ADDRESS, %bx
	movw $BOOT_LOADER_LBA, %si
next_sector:
	movw $READ_TRIES, %bp
read_sector:
	movw %si, %ax
	xorw %dx, %dx
	divw sectors_per_track
	movw %dx, %cx
	incw %cx /* sectors count from 1 */
	xorw %dx, %dx
	divw heads
	movb %dl, %dh /* head; the first 62 sectors lie below cylinder 256 */
	movb %al, %ch
	movb drive, %dl
	movw $0x0201, %ax
	int $0x13
	jnc sector_done
	call reset
	decw %bp
	jnz read_sector
	movb $'R', %bl
	jmp fail
sector_done:
	addw $512, %bx
	incw %si
	cmpw $(BOOT_LOADER_LBA + BOOT_LOADER_SECTORS), %si
	jb next_sector

	/* The first and the last bytes must be the loader's. */
check:
	xorb %ah, %ah
	movb $'M', %bl
	cmpl $LOADER_MAGIC, LOADER_ADDRESS + LOADER_MAGIC_OFFSET
	jne fail
	movb $'T', %bl
	cmpl $LOADER_TAIL_MAGIC, LOADER_ADDRESS + LOADER_TAIL_OFFSET
	jne fail
	movb drive, %dl
	ljmp $0, $LOADER_ADDRESS

/* Resets the drive between tries; keeps the failed call's status in AH. */
reset:
	pushw %ax
	xorb %ah, %ah
	movb drive, %dl
	int $0x13
	popw %ax
	ret

/* BL = the error's letter, AH = the BIOS' status. */
fail:
	movb %bl, error_letter
	movb %ah, %al
	aam $16 /* AH = high digit, AL = low digit */
	movw $error_digits, %di
	call hex_digit
	call hex_digit

	movw $(COM1 + 3), %dx /* 115200 baud, 8 data bits, no parity */
	movb $0x80, %al
	outb %al, %dx
	movw $COM1, %dx
	movw $0x0001, %ax
	outb %al, %dx
	incw %dx
	movb %ah, %al
	outb %al, %dx
	movw $(COM1 + 3), %dx
	movb $0x03, %al
	outb %al, %dx

	movw $message, %si
print:
	lodsb
	testb %al, %al
	jz halt
	movw %ax, %di
	xorw %cx, %cx
	movw $(COM1 + 5), %dx
wait_transmitter: /* at most 65536 polls, so that a missing port can't hang us */
	inb %dx, %al
	testb $0x20, %al
	loopz wait_transmitter
	movw %di, %ax
	movw $COM1, %dx
	outb %al, %dx
	movb $0x0e, %ah
	movw $0x0007, %bx
	int $0x10
	jmp print
halt:
	cli
	hlt
	jmp halt

/* Stores the digit in AH, then swaps AH and AL for the next call. */
hex_digit:
	xchgb %ah, %al
	pushw %ax
	cmpb $10, %al
	sbbb $0x69, %al /* with DAS: 0..15 becomes '0'..'9', 'A'..'F' */
	das
	stosb
	popw %ax
	ret

message:
	.ascii "\r\nKintsugi boot error "
error_letter:
	.ascii "? "
error_digits:
	.ascii "00: see os-image/boot/README.md\r\n\0"

	.balign 4
packet: /* INT 13h AH=42h: size, sectors, buffer, first sector */
	.byte 16, 0
packet_count:
	.word BOOT_LOADER_SECTORS
	.word LOADER_ADDRESS, 0
	.long BOOT_LOADER_LBA, 0

	/* Set at run time. */
drive:
	.byte 0
	.balign 2
sectors_per_track:
	.word 0
heads:
	.word 0

	.org MBR_CODE_LIMIT /* fails to assemble when the code is longer */
	.org 510
	.word 0xaa55
