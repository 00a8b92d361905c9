/* A table of texts whose columns are as wide as what is in them. One at a time. */
#ifndef TOOLKIT_TABLE_H
#define TOOLKIT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct table_column {
	const char *heading;
	bool is_right; /* aligned there, as numbers are */
};

void table_begin(const struct table_column *columns, size_t count);
/* The next cell of the row, and after its last one the first of the next row. */
void table_cell(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Prints all rows and forgets them. */
void table_print(void);

#endif
