/* The kernel's own output: COM1, the VGA text screen and a log in memory. */
#ifndef KERNEL_CONSOLE_H
#define KERNEL_CONSOLE_H

#include <kintsugi/kcall.h>

void console_init(void);
void console_write(const char *text, u32 length);
void console_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/*
 * While a terminal driver has the ports of COM1, text goes to the log alone. A
 * panic takes the console back, and goes on where the screen's cursor is.
 */
void console_set_owned(int owned);
/* The machine is about to end: shows the log's last line, which tells why, if a driver has the console. */
void console_last_words(void);
/* At most `size` bytes of the log from position `from` on, or from the oldest one left. */
void console_log_read(struct klog *to, u32 from, u32 size);

/* serial.c */
#define COM1 0x3f8
#define COM2 0x2f8
/* 115200 baud, 8N1, FIFOs on. */
void serial_init(u16 port);
/* Waits for the transmitter a bounded time, then drops the byte. */
void serial_put(u16 port, u8 byte);
int serial_get(u16 port); /* a byte, or -1 */
void serial_receive_interrupts(u16 port);

/* vga.c */
void vga_init(void);
void vga_write(const char *text, u32 length);

#endif
