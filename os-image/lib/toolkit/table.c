/* See <toolkit/table.h>. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/table.h>
#include <toolkit/tool.h>

#define CELL_MAX 256
#define FIRST_CAPACITY 128u

static const struct table_column *columns;
static size_t column_count;
static char **cells; /* by rows */
static size_t cell_count;
static size_t capacity;

void
table_begin(const struct table_column *of, size_t count)
{
	columns = of;
	column_count = count;
	cell_count = 0;
}

void
table_cell(const char *format, ...)
{
	char text[CELL_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (cell_count == capacity) {
		capacity = capacity == 0 ? FIRST_CAPACITY : capacity * 2;
		cells = need_more_memory(cells, capacity * sizeof(cells[0]));
	}
	cells[cell_count++] = need_copy(text);
}

static int
width_of(size_t column)
{
	size_t width = strlen(columns[column].heading);

	for (size_t i = column; i < cell_count; i += column_count)
		if (strlen(cells[i]) > width)
			width = strlen(cells[i]);
	return (int)width;
}

/* The last column is not filled up, unless its texts stand on the right. */
static void
print_cell(size_t column, int width, const char *text)
{
	if (columns[column].is_right)
		printf("%*s", width, text);
	else if (column + 1 < column_count)
		printf("%-*s", width, text);
	else
		printf("%s", text);
	putchar(column + 1 < column_count ? ' ' : '\n');
}

void
table_print(void)
{
	int *widths = need_memory(column_count * sizeof(widths[0]));

	for (size_t i = 0; i < column_count; i++)
		widths[i] = width_of(i);
	for (size_t i = 0; i < column_count; i++)
		print_cell(i, widths[i], columns[i].heading);
	for (size_t i = 0; i < cell_count; i++) {
		print_cell(i % column_count, widths[i % column_count], cells[i]);
		free(cells[i]);
	}
	free(widths);
	cell_count = 0;
}
