/* Memory for tools, which have nothing better to do without it than to say so and end. */
#include <stdlib.h>
#include <string.h>
#include <toolkit/tool.h>

static void *
checked(void *memory, unsigned long size)
{
	if (memory == NULL)
		give_up(STATUS_FAILED, "out of memory: %lu bytes were needed", size);
	return memory;
}

void *
need_memory(unsigned long size)
{
	return checked(malloc(size > 0 ? size : 1), size);
}

void *
need_more_memory(void *memory, unsigned long size)
{
	return checked(realloc(memory, size > 0 ? size : 1), size);
}

char *
need_copy(const char *text)
{
	return checked(strdup(text), strlen(text) + 1);
}
