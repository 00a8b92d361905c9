/*
 * Our streams on descriptors in memory, beside a model that is just the file's
 * bytes and a position. Compiled like our sources: FILE is ours here.
 */
#include "check.h"
#include "fake_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_EACH 60
#define LONGEST 100
#define PUSHED_MAX 3 /* fewer than any buffer has room for */

/* What the file must look like when all is written, and where the stream is in it. */
static struct {
	unsigned char bytes[FAKE_SIZE];
	size_t size;
	size_t position;
	int appends;
	int at_end;
	unsigned char pushed[PUSHED_MAX];
	unsigned pushed_count;
} model;

static FILE *stream;
static const char *mode;

static int
model_get(void)
{
	if (model.pushed_count > 0) {
		model.position++;
		return model.pushed[--model.pushed_count];
	}
	if (model.at_end || model.position >= model.size) {
		model.at_end = 1;
		return EOF;
	}
	return model.bytes[model.position++];
}

static void
model_put(const void *from, size_t length)
{
	model.pushed_count = 0;
	if (model.appends)
		model.position = model.size;
	memcpy(model.bytes + model.position, from, length);
	model.position += length;
	if (model.size < model.position)
		model.size = model.position;
}

static void
expect(const char *what, long long got, long long wanted)
{
	if (got != wanted)
		differ("%s in a stream of mode %s: got %lld, not %lld", what, mode, got, wanted);
}

static void
random_bytes(char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		bytes[i] = "abc\n"[random_below(4)];
}

static void
read_some(void)
{
	unsigned char got[LONGEST];
	size_t length = random_below(LONGEST);
	size_t wanted = 0;
	size_t count = fread(got, 1, length, stream);

	for (int byte; wanted < length && (byte = model_get()) != EOF; wanted++)
		if (wanted < count && got[wanted] != byte)
			differ("fread in mode %s gave the wrong byte %zu", mode, wanted);
	expect("fread", (long long)count, (long long)wanted);
}

static void
read_line(void)
{
	char got[LONGEST];
	char wanted[LONGEST];
	int size = 1 + (int)random_below(LONGEST);
	int length = 0;
	int byte = 0;
	char *line = fgets(got, size, stream);

	while (length < size - 1 && byte != '\n' && (byte = model_get()) != EOF)
		wanted[length++] = (char)byte;
	wanted[length] = '\0';
	expect("fgets", line != NULL, length > 0 || size == 1);
	if (line != NULL && strcmp(got, wanted) != 0)
		differ("fgets in mode %s gave \"%s\", not \"%s\"", mode, got, wanted);
}

static void
read_whole_line(void)
{
	static char *line;
	static size_t size;
	ssize_t wanted = 0;
	int byte = 0;
	ssize_t length = getline(&line, &size, stream);

	for (; byte != '\n' && (byte = model_get()) != EOF; wanted++)
		if (wanted < length && line[wanted] != (char)byte)
			differ("getline in mode %s gave the wrong byte %ld", mode, (long)wanted);
	expect("getline", length, wanted > 0 ? wanted : -1);
}

static void
push_back(void)
{
	int byte = (int)random_below(256);

	if (model.pushed_count == PUSHED_MAX || model.position == 0)
		return;
	expect("ungetc", ungetc(byte, stream), byte);
	model.pushed[model.pushed_count++] = (unsigned char)byte;
	model.position--;
	model.at_end = 0;
}

static void
write_some(void)
{
	char bytes[LONGEST];
	size_t length = random_below(LONGEST);

	if (model.size + length > FAKE_SIZE - LONGEST)
		return;
	random_bytes(bytes, length);
	if (length == 0)
		return;
	if (random_below(3) == 0) {
		expect("putc", putc(bytes[0], stream), (unsigned char)bytes[0]);
		model_put(bytes, 1);
	} else if (random_below(3) == 0) {
		bytes[length - 1] = '\0';
		expect("fprintf", fprintf(stream, "<%s>", bytes), (long long)length + 1);
		model_put("<", 1);
		model_put(bytes, length - 1);
		model_put(">", 1);
	} else {
		expect("fwrite", (long long)fwrite(bytes, 1, length, stream), (long long)length);
		model_put(bytes, length);
	}
}

static void
seek(void)
{
	int whence = (int)random_below(3);
	long target = (long)random_below((uint32_t)model.size + 1);
	long origin = whence == SEEK_SET ? 0 : (long)(whence == SEEK_CUR ? model.position : model.size);

	expect("fseek", fseek(stream, target - origin, whence), 0);
	model.position = (size_t)target;
	model.pushed_count = 0;
	model.at_end = 0;
}

static void
flush(void)
{
	expect("fflush", fflush(stream), 0);
	model.pushed_count = 0;
	expect("size after fflush", (long long)fakes[FAKE_FD].size, (long long)model.size);
}

static void
step(void)
{
	switch (random_below(9)) {
	case 0:
		read_some();
		break;
	case 1:
		expect("getc", getc(stream), model_get());
		break;
	case 2:
		read_line();
		break;
	case 3:
		read_whole_line();
		break;
	case 4:
		push_back();
		break;
	case 5:
	case 6:
		write_some();
		break;
	case 7:
		seek();
		break;
	default:
		flush();
		break;
	}
	expect("ftell", ftell(stream), (long long)model.position);
	expect("feof", feof(stream), model.at_end);
	expect("ferror", ferror(stream), 0);
}

static void
run_one(void)
{
	static const char *const modes[] = {"r+", "w+", "a+"};
	static char buffer[LONGEST];
	struct fake_file *file = &fakes[FAKE_FD];

	fake_reset(FAKE_FD);
	file->is_short = random_below(2) == 0;
	file->size = random_below(300);
	random_bytes((char *)file->bytes, file->size);
	mode = modes[random_below(3)];
	memset(&model, 0, sizeof(model));
	if (*mode != 'w')
		model.size = file->size;
	memcpy(model.bytes, file->bytes, model.size);
	model.appends = *mode == 'a';

	stream = fopen("file", mode);
	if (random_below(4) > 0)
		setvbuf(stream, buffer, random_below(4) == 0 ? _IOLBF : _IOFBF,
			2 * STREAM_PUSHBACK + 1 + random_below(LONGEST - 2 * STREAM_PUSHBACK - 1));
	else if (random_below(2) == 0)
		setvbuf(stream, NULL, _IONBF, 0);
	for (int i = 0; i < STEPS_EACH; i++)
		step();
	expect("fclose", fclose(stream), 0);
	expect("size", (long long)file->size, (long long)model.size);
	expect("bytes", memcmp(file->bytes, model.bytes, model.size), 0);
	expect("whether it is open", file->is_open, 0);
}

int
check_stream(unsigned cases)
{
	for (unsigned i = 0; i < cases; i++)
		run_one();
	return (int)cases;
}

/* ---- what the buffering asks for ---- */

/* How often standard output, a terminal or not, is written to by that. */
static int
writes_of(int is_terminal, void (*print)(void))
{
	fflush(stdout);
	fake_reset(1);
	fakes[1].is_terminal = is_terminal;
	setvbuf(stdout, NULL, is_terminal ? _IOLBF : _IOFBF, 0);
	print();
	return fakes[1].writes;
}

static void
print_line(void)
{
	printf("%s %d\n", "a line", 1);
}

static void
print_parts(void)
{
	printf("no ");
	putchar('e');
	fputs("nd", stdout);
}

static void
print_prompt(void)
{
	char answer[4];

	fake_reset(0);
	fakes[0].is_terminal = 1;
	fakes[0].size = 2;
	printf("? ");
	fgets(answer, sizeof(answer), stdin);
}

static void
print_much(void)
{
	for (int i = 0; i <= 2 * BUFSIZ; i++)
		putchar('x');
}

static void
check_full_disk(void)
{
	FILE *file;

	fake_reset(FAKE_FD);
	fakes[FAKE_FD].room = 3;
	file = fopen("file", "w");
	fputs("four", file);
	expect("fflush on a full disk", fflush(file), EOF);
	expect("errno", errno, ENOSPC);
	expect("ferror", ferror(file), 1);
	expect("a second fflush, with nothing left", fflush(file), 0);
	expect("fclose", fclose(file), 0);
}

static void
check_wrong_direction(void)
{
	FILE *file;

	fake_reset(FAKE_FD);
	file = fopen("file", "r");
	expect("fputs to a stream for reading", fputs("x", file), EOF);
	expect("errno", errno, EBADF);
	fclose(file);
	file = fopen("file", "w");
	expect("getc from a stream for writing", getc(file), EOF);
	fclose(file);
	expect("fopen with mode \"z\"", fopen("file", "z") == NULL && errno == EINVAL, 1);
}

int
check_buffering(unsigned cases)
{
	(void)cases;
	mode = "w";
	expect("writes of a line to a terminal", writes_of(1, print_line), 1);
	expect("writes of parts to a terminal", writes_of(1, print_parts), 0);
	expect("writes of a prompt", writes_of(1, print_prompt), 1);
	expect("writes of a line to a file", writes_of(0, print_line), 0);
	expect("writes of two buffers and a byte to a file", writes_of(0, print_much), 2);
	check_full_disk();
	check_wrong_direction();
	return 7;
}
