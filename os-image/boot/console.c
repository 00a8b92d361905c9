/*
 * The loader's voice: every character goes to the screen (INT 10h teletype) and
 * to COM1, whose UART is programmed directly since a BIOS need not serve it.
 */
#include <stdarg.h>

#include "bios.h"
#include "loader.h"

/* 16550 UART at COM1 (PC16550D datasheet, chapter 8). */
#define COM1 0x3f8
#define UART_DATA (COM1 + 0)       /* with DLAB: divisor, low byte */
#define UART_IRQ_ENABLE (COM1 + 1) /* with DLAB: divisor, high byte */
#define UART_FIFO (COM1 + 2)
#define UART_LINE (COM1 + 3)
#define UART_MODEM (COM1 + 4)
#define UART_STATUS (COM1 + 5)
#define LINE_8N1 0x03
#define LINE_DLAB 0x80
#define FIFO_ENABLE_CLEAR 0x07
#define MODEM_DTR_RTS 0x03
#define STATUS_TX_READY 0x20
#define STATUS_TX_IDLE 0x40
#define DIVISOR_115200 1
#define STATUS_NO_PORT 0xff /* a floating bus */
#define STATUS_POLLS 100000u

#define TELETYPE 0x0e00u
#define GREY 0x0007u

void
console_init(void)
{
	outb(UART_IRQ_ENABLE, 0);
	outb(UART_LINE, LINE_DLAB);
	outb(UART_DATA, DIVISOR_115200);
	outb(UART_IRQ_ENABLE, 0);
	outb(UART_LINE, LINE_8N1);
	outb(UART_FIFO, FIFO_ENABLE_CLEAR);
	outb(UART_MODEM, MODEM_DTR_RTS);
}

static void
serial_wait(u8 wanted)
{
	for (u32 polls = 0; polls < STATUS_POLLS; polls++) {
		u8 status = inb(UART_STATUS);

		if (status == STATUS_NO_PORT || (status & wanted))
			return;
	}
}

/* Waits until the last character has left, so that the kernel can set up the UART anew. */
void
console_flush(void)
{
	serial_wait(STATUS_TX_IDLE);
}

static void
put_raw(char c)
{
	serial_wait(STATUS_TX_READY);
	outb(UART_DATA, (u8)c);
	bios_prepare(TELETYPE | (u8)c);
	bios_regs.ebx = GREY;
	bios_call(BIOS_VIDEO);
}

static void
put_char(char c)
{
	if (c == '\n')
		put_raw('\r');
	put_raw(c);
}

static void
put_decimal(u32 value)
{
	char digits[10];
	u32 count = 0;

	do {
		digits[count++] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	while (count > 0)
		put_char(digits[--count]);
}

static void
put_hex(u32 value, u32 digits)
{
	while (digits-- > 0)
		put_char("0123456789abcdef"[(value >> (4 * digits)) & 0xf]);
}

/* As C writes it: 0x and no leading zeros. */
static void
put_address(u32 value)
{
	u32 digits = 1;

	while (digits < 8 && value >> (4 * digits) != 0)
		digits++;
	put_char('0');
	put_char('x');
	put_hex(value, digits);
}

static void
print_list(const char *format, va_list arguments)
{
	const char *text;

	for (; *format != '\0'; format++) {
		if (*format != '%') {
			put_char(*format);
			continue;
		}
		switch (*++format) {
		case 's':
			for (text = va_arg(arguments, const char *); *text != '\0'; text++)
				put_char(*text);
			break;
		case 'u':
			put_decimal(va_arg(arguments, u32));
			break;
		case 'x':
			put_address(va_arg(arguments, u32));
			break;
		case 'c':
			put_char((char)va_arg(arguments, int));
			break;
		default:
			put_char(*format);
		}
	}
}

void
print(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_list(format, arguments);
	va_end(arguments);
}

void
print_hash(const u8 hash[SHA256_LEN])
{
	for (u32 i = 0; i < SHA256_LEN; i++)
		put_hex(hash[i], 2);
}

void
fail_with_advice(const char *advice)
{
	print("\n%s\nThe machine is halted.\n", advice);
	console_flush();
	for (;;)
		__asm__ volatile("cli; hlt");
}

void
fail(const char *advice, const char *format, ...)
{
	va_list arguments;

	print("\nCannot boot: ");
	va_start(arguments, format);
	print_list(format, arguments);
	va_end(arguments);
	fail_with_advice(advice);
}
