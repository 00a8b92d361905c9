/* The few library functions the kernel needs, and its assertion. */
#ifndef KERNEL_LIB_H
#define KERNEL_LIB_H

#include <kintsugi/types.h>

/* Code and data of every trap and switch, kept together on few pages. */
#define HOT __attribute__((section(".text.hot")))
#define HOT_DATA __attribute__((section(".bss.hot")))

void *memcpy(void *to, const void *from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int value, size_t length);
int memcmp(const void *a, const void *b, size_t length);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
/* Copies at most size - 1 characters and fills the rest with NULs. */
void copy_string(char *to, const char *from, size_t size);

/* format.c: %s %c %d %u %x %p %% with width, 0 and -; %llu takes a u64. Returns the length. */
int format(char *to, size_t size, const char *fmt, __builtin_va_list args);
int format_string(char *to, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* panic.c */
void panic(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));
#define kassert(condition)                                                                         \
	do {                                                                                       \
		if (!(condition))                                                                  \
			panic("%s:%d: expected %s", __FILE__, __LINE__, #condition);               \
	} while (0)

#endif
