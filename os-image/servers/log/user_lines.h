/* What users write to the log: lines of bounded length, without tricks for terminals. */
#ifndef LOG_USER_LINES_H
#define LOG_USER_LINES_H

#include <kintsugi/types.h>

#define USER_PREFIX "user: "
#define USER_LINE_MAX 200u /* characters behind the prefix; a longer line becomes several */
#define USER_LINE_BYTES (sizeof(USER_PREFIX) - 1 + USER_LINE_MAX + 1)

/*
 * Takes the first line of `text` (length > 0) and writes it into `line`, prefix
 * and line feed included, with every byte that is not printable ASCII or a
 * tabulator replaced. Returns how much of `text` it took; *line_length is 0 for an
 * empty line, which is dropped.
 */
u32 user_line(const char *text, u32 length, char line[USER_LINE_BYTES], u32 *line_length);

#endif
