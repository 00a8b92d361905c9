/* Counting and reporting damage. See damage.h. */
#include "damage.h"

#include "platform.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX 120

static u32 counts[DAMAGE_KINDS];

s32
damaged(enum damage kind, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list arguments;

	if (counts[kind] < UINT32_MAX)
		counts[kind]++;
	if (counts[kind] <= DAMAGE_REPORTS_EACH) {
		va_start(arguments, format);
		vsnprintf(text, sizeof(text), format, arguments);
		va_end(arguments);
		report("file system damaged, run fsck: %s%s", text,
		       counts[kind] == DAMAGE_REPORTS_EACH ? " (no more of this kind)" : "");
	}
	return -EUCLEAN;
}

void
damage_forget(void)
{
	memset(counts, 0, sizeof(counts));
}
