/*
 * From an address in a component's text to the function it is in, by the table that
 * the image carries (COMPONENT_SYMBOLS in kintsugi/boot_info.h). A text, so that a
 * broken one misleads at worst.
 */
#include <libsys/kcall.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rs.h"

#define TEXT_MAX (256u * 1024u)

static const char *text; /* NULL: there is none */

void
symbols_read(void)
{
	struct boot_module module;
	int index = module_find(ARCHIVE_TEXT, COMPONENT_SYMBOLS, &module);
	u32 size = index < 0 ? 0 : module.size_bytes;
	u32 address;

	if (index < 0 || size > TEXT_MAX ||
	    sys_vm_map(EP_SELF, 0, ROUND_UP(size + 1, PAGE_SIZE), VM_READ | VM_WRITE, &address) < 0)
		return;
	if (sys_info(KINFO_MODULE_DATA, (void *)address, size, (u32)index) == (int)size)
		text = (const char *)address;
}

/* The line after the one that begins here, or a null pointer. */
static const char *
next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end == NULL || end[1] == '\0' ? NULL : end + 1;
}

/* The first line of a program's functions, or a null pointer. */
static const char *
section_of(const char *program)
{
	size_t length = strlen(program);

	for (const char *line = text; line != NULL; line = next_line(line))
		if (line[0] == '[' && strncmp(line + 1, program, length) == 0 &&
		    line[1 + length] == ']')
			return next_line(line);
	return NULL;
}

void
symbols_describe(const char *program, u32 address, char *description, u32 size)
{
	const char *best = NULL;
	u32 best_address = 0;

	description[0] = '\0';
	for (const char *line = section_of(program); line != NULL && line[0] != '[';
	     line = next_line(line)) {
		u32 start = (u32)strtoul(line, NULL, 16);

		if (start > address)
			break;
		best = line;
		best_address = start;
	}
	if (best == NULL)
		return;
	best = strchr(best, ' ');
	if (best == NULL)
		return;
	snprintf(description, size, "%.*s+0x%x", (int)strcspn(best + 1, "\n"), best + 1,
		 (unsigned)(address - best_address));
}
