/*
 * The end of a system process that found an inconsistency in itself. Its
 * manager learns the text and treats it as defect class `exit`.
 */
#ifndef LIBSYS_PANIC_H
#define LIBSYS_PANIC_H

/* Prints "panic: ..." and ends the process; printf's conversions. */
_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* For what must be true whatever anyone else does; never to check a message or a device. */
#define ASSERT(condition)                                                                          \
	do {                                                                                       \
		if (!(condition))                                                                  \
			panic("%s:%d: %s does not hold", __FILE_NAME__, __LINE__, #condition);     \
	} while (0)

#endif
