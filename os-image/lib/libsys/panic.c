/*
 * panic: says why on the kernel's console, then leaves through K_EXIT. Uses
 * neither the heap nor the standard streams, either of which may be what broke.
 */
#include <kintsugi/kcall.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdarg.h>
#include <stdio.h>

#define PANIC_PREFIX "panic: "
#define PANIC_PREFIX_LEN (sizeof(PANIC_PREFIX) - 1)
#define PANIC_TEXT_MAX 160

/* Status of a process that panicked, as abort's: 128 + SIGABRT. */
#define PANIC_STATUS 134

_Noreturn void
panic(const char *format, ...)
{
	char line[PANIC_PREFIX_LEN + PANIC_TEXT_MAX + 1] = PANIC_PREFIX;
	char *text = line + PANIC_PREFIX_LEN;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, PANIC_TEXT_MAX, format, arguments);
	va_end(arguments);
	if (length < 0)
		length = 0;
	if (length >= PANIC_TEXT_MAX)
		length = PANIC_TEXT_MAX - 1;
	text[length] = '\n';
	sys_diag(line, PANIC_PREFIX_LEN + (u32)length + 1);
	sys_exit(EXIT_PANIC, PANIC_STATUS, text,
		 (u32)length < KSIG_TEXT_MAX ? (u32)length : KSIG_TEXT_MAX - 1);
}
