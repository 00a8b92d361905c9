/* Streams on the files of the running system; most of stdio is tested on the host. */
#include "libctest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
a_stream_reads_what_another_wrote(void)
{
	char line[40];
	int number = 0;
	FILE *file = fopen("file", "w");

	CHECK(file != NULL && fprintf(file, "%s %d\n", "number", 42) == 10 && fclose(file) == 0);
	file = fopen("file", "r");
	CHECK(fscanf(file, "%39s %d", line, &number) == 2 && number == 42);
	rewind(file);
	CHECK(fgets(line, sizeof(line), file) != NULL && strcmp(line, "number 42\n") == 0);
	CHECK(fgetc(file) == EOF && feof(file) && !ferror(file));
	CHECK(fopen("missing", "r") == NULL && errno == ENOENT);
}

static void
an_appending_stream_writes_at_the_end(void)
{
	FILE *file;

	write_file("file", "one ");
	file = fopen("file", "a");
	fputs("two", file);
	CHECK(ftell(file) == 7 && fclose(file) == 0);
	CHECK(strcmp(file_text("file"), "one two") == 0);
}

static void
a_stream_switches_between_reading_and_writing(void)
{
	FILE *file;

	write_file("file", "abcdef");
	file = fopen("file", "r+");
	CHECK(fgetc(file) == 'a');
	CHECK(fputc('B', file) == 'B' && fgetc(file) == 'c');
	CHECK(fseek(file, -1, SEEK_END) == 0 && fputs("F", file) == 0 && fclose(file) == 0);
	CHECK(strcmp(file_text("file"), "aBcdeF") == 0);
}

/* So that who runs after us with the same descriptor goes on where we stopped. */
static void
flushing_gives_back_what_was_read_ahead(void)
{
	char text[8] = "";
	FILE *file;

	write_file("file", "line\nrest");
	file = fopen("file", "r");
	CHECK(fgets(text, sizeof(text), file) != NULL);
	CHECK(fflush(file) == 0 && lseek(fileno(file), 0, SEEK_CUR) == 5);
	CHECK(read(fileno(file), text, 4) == 4 && memcmp(text, "rest", 4) == 0);
}

static void
freopen_points_a_stream_elsewhere(void)
{
	CHECK(freopen("file", "w", stdout) == stdout);
	CHECK(fileno(stdout) == STDOUT_FILENO);
	printf("to the file\n");
	CHECK(fclose(stdout) == 0);
	CHECK(strcmp(file_text("file"), "to the file\n") == 0);
}

static void
a_temporary_file_has_no_name(void)
{
	FILE *file = tmpfile();
	char text[8];

	CHECK(file != NULL && fputs("text", file) == 0);
	rewind(file);
	CHECK(fread(text, 1, sizeof(text), file) == 4 && fclose(file) == 0);
}

/* Lines longer than the buffer, and a last one without an end. */
static void
getline_takes_lines_of_any_length(void)
{
	enum { LENGTH = 3 * BUFSIZ };
	char *line = NULL;
	size_t size = 0;
	FILE *file = fopen("file", "w+");

	for (int i = 0; i < LENGTH; i++)
		putc('x', file);
	fputs("\nlast", file);
	rewind(file);
	CHECK(getline(&line, &size, file) == LENGTH + 1 && size > LENGTH);
	CHECK(getline(&line, &size, file) == 4 && strcmp(line, "last") == 0);
	CHECK(getline(&line, &size, file) == -1 && feof(file));
}

static void
print_without_flushing(void)
{
	CHECK(freopen("file", "w", stdout) != NULL);
	printf("first line\n");
	CHECK(strcmp(file_text("file"), "") == 0);
	exit(0);
}

static void
output_to_a_file_is_written_at_exit(void)
{
	CHECK(wait_for(start_child(print_without_flushing)) == 0);
	CHECK(strcmp(file_text("file"), "first line\n") == 0);
}

const struct test stream_tests[] = {
	{a_stream_reads_what_another_wrote, "a_stream_reads_what_another_wrote"},
	{an_appending_stream_writes_at_the_end, "an_appending_stream_writes_at_the_end"},
	{a_stream_switches_between_reading_and_writing,
	 "a_stream_switches_between_reading_and_writing"},
	{flushing_gives_back_what_was_read_ahead, "flushing_gives_back_what_was_read_ahead"},
	{freopen_points_a_stream_elsewhere, "freopen_points_a_stream_elsewhere"},
	{a_temporary_file_has_no_name, "a_temporary_file_has_no_name"},
	{getline_takes_lines_of_any_length, "getline_takes_lines_of_any_length"},
	{output_to_a_file_is_written_at_exit, "output_to_a_file_is_written_at_exit"},
	{NULL, NULL},
};
