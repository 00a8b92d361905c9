/* dd: copies blocks of exactly the sizes that are asked for. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/clock.h>
#include <toolkit/io.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: dd [NAME=VALUE]...\n"
	"Copies a file block by block.\n"
	"\n"
	"  if=FILE of=FILE  input and output instead of standard input and output\n"
	"  bs=N             bytes of a block, 512 if not given; each one read is written\n"
	"  ibs=N obs=N      the same for input and output apart\n"
	"  count=N          blocks of the input to copy\n"
	"  skip=N seek=N    blocks to leave out at the beginning of input and output\n"
	"  conv=LIST        notrunc (don't cut the output), sync (fill short blocks with zeros),\n"
	"                   fsync (wait until all is on the disk), noerror (go on after errors),\n"
	"                   excl (the output must be new), nocreat (it must be there)\n"
	"  status=none|noxfer|progress  no report, no rate, or a line each second\n"
	"\n"
	"N may end in c w b kB K MB M GB G.\n";

#define BLOCK_MAX (64u * 1024 * 1024)
#define ERRORS_MAX 1000 /* in a row, with conv=noerror */

enum report { REPORT_ALL, REPORT_NO_RATE, REPORT_NOTHING, REPORT_PROGRESS };

static const char *input_name, *output_name;
static uint64_t input_block = 512, output_block = 512, count_limit = UINT64_MAX, skip, seek;
static bool is_one_size; /* bs=: what is read is written at once */
static bool conv_notrunc, conv_sync, conv_fsync, conv_noerror, conv_excl, conv_nocreat;
static enum report report;

static int input = STDIN_FILENO, output = STDOUT_FILENO;
static uint64_t full_in, partial_in, full_out, partial_out, bytes_out;
static uint64_t started_us, last_progress_us;
static volatile int interrupted;

/* "3.2 MB" and the like, in powers of 1000; nothing below 1 kB. */
static void
print_decimal(uint64_t bytes, const char *behind)
{
	static const char *const units[] = {"kB", "MB", "GB", "TB"};
	uint64_t unit = 1000;
	size_t i = 0;

	while (bytes / unit >= 1000 && i + 1 < sizeof(units) / sizeof(units[0])) {
		unit *= 1000;
		i++;
	}
	if (bytes / unit < 10)
		fprintf(stderr, "%u.%u %s%s", (unsigned)(bytes / unit),
			(unsigned)(bytes % unit * 10 / unit), units[i], behind);
	else
		fprintf(stderr, "%u %s%s", (unsigned)(bytes / unit), units[i], behind);
}

static void
print_transfer(void)
{
	uint64_t taken_us = clock_us() - started_us;

	fprintf(stderr, "%llu bytes", (unsigned long long)bytes_out);
	if (bytes_out >= 1000) {
		fputs(" (", stderr);
		print_decimal(bytes_out, ")");
	}
	if (taken_us == 0)
		taken_us = 1;
	fprintf(stderr, " copied, %u.%06u s, ", (unsigned)(taken_us / US_PER_S),
		(unsigned)(taken_us % US_PER_S));
	/* In two steps, as the product of all bytes and a million may not fit. */
	print_decimal(bytes_out / taken_us * US_PER_S + bytes_out % taken_us * US_PER_S / taken_us,
		      "/s");
}

static void
print_report(void)
{
	if (report == REPORT_NOTHING)
		return;
	if (report == REPORT_PROGRESS && last_progress_us != started_us)
		fputc('\n', stderr);
	fprintf(stderr, "%llu+%llu records in\n%llu+%llu records out\n", (unsigned long long)full_in,
		(unsigned long long)partial_in, (unsigned long long)full_out,
		(unsigned long long)partial_out);
	if (report == REPORT_NO_RATE)
		return;
	print_transfer();
	fputc('\n', stderr);
}

static void
print_progress(void)
{
	if (report != REPORT_PROGRESS || clock_us() - last_progress_us < US_PER_S)
		return;
	last_progress_us = clock_us();
	fputc('\r', stderr);
	print_transfer();
	fputs("  ", stderr);
}

static void
on_interrupt(int signal)
{
	interrupted = signal;
}

static _Noreturn void
fail(const char *name)
{
	complain_errno("%s", name);
	print_report();
	exit(STATUS_FAILED);
}

/* ---- operands ---- */

static void
take_list(const char *list)
{
	static const struct {
		const char *name;
		bool *flag;
	} words[] = {
		{"notrunc", &conv_notrunc}, {"sync", &conv_sync}, {"fsync", &conv_fsync},
		{"fdatasync", &conv_fsync}, {"noerror", &conv_noerror}, {"excl", &conv_excl},
		{"nocreat", &conv_nocreat},
	};

	while (*list != '\0') {
		size_t length = strcspn(list, ","), i;

		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			if (strlen(words[i].name) != length || strncmp(words[i].name, list, length) != 0)
				continue;
			*words[i].flag = true;
			break;
		}
		if (i == sizeof(words) / sizeof(words[0]))
			bad_usage("there is no conversion '%.*s'", (int)length, list);
		list += length + (list[length] == ',');
	}
}

static void
take_status(const char *value)
{
	if (strcmp(value, "none") == 0)
		report = REPORT_NOTHING;
	else if (strcmp(value, "noxfer") == 0)
		report = REPORT_NO_RATE;
	else if (strcmp(value, "progress") == 0)
		report = REPORT_PROGRESS;
	else
		bad_usage("status has to be none, noxfer or progress, not '%s'", value);
}

static uint64_t
need_block_size(const char *value)
{
	uint64_t size = need_size(value, "the size of a block");

	if (size == 0 || size > BLOCK_MAX)
		bad_usage("the size of a block has to be 1 to %u bytes, not '%s'", BLOCK_MAX, value);
	return size;
}

static void
take_operand(char *operand)
{
	char *value = strchr(operand, '=');

	if (value == NULL)
		bad_usage("'%s' is no NAME=VALUE", operand);
	*value++ = '\0';
	if (strcmp(operand, "if") == 0) {
		input_name = value;
	} else if (strcmp(operand, "of") == 0) {
		output_name = value;
	} else if (strcmp(operand, "bs") == 0) {
		input_block = output_block = need_block_size(value);
		is_one_size = true;
	} else if (strcmp(operand, "ibs") == 0) {
		input_block = need_block_size(value);
	} else if (strcmp(operand, "obs") == 0) {
		output_block = need_block_size(value);
	} else if (strcmp(operand, "count") == 0) {
		count_limit = need_size(value, "count");
	} else if (strcmp(operand, "skip") == 0) {
		skip = need_size(value, "skip");
	} else if (strcmp(operand, "seek") == 0) {
		seek = need_size(value, "seek");
	} else if (strcmp(operand, "conv") == 0) {
		take_list(value);
	} else if (strcmp(operand, "status") == 0) {
		take_status(value);
	} else {
		bad_usage("there is no operand '%s='", operand);
	}
}

/* ---- files ---- */

static void
open_files(void)
{
	int flags = O_WRONLY | (conv_nocreat ? 0 : O_CREAT) | (conv_excl ? O_EXCL : 0);

	if (input_name != NULL)
		input = open(input_name, O_RDONLY);
	if (input < 0)
		fail(input_name);
	if (output_name != NULL)
		output = open(output_name, flags | (conv_notrunc || seek > 0 ? 0 : O_TRUNC), 0666);
	if (output < 0)
		fail(output_name);
	if (input_name == NULL)
		input_name = "standard input";
	if (output_name == NULL)
		output_name = "standard output";
}

/* What can't be positioned is read and thrown away. */
static void
skip_input(char *block)
{
	if (skip == 0 || lseek(input, (off_t)(skip * input_block), SEEK_CUR) >= 0)
		return;
	for (uint64_t i = 0; i < skip; i++)
		if (read_block(input, block, input_block) <= 0)
			break;
}

/* With seek= but not notrunc the output ends where the copy begins, as far as it is a file. */
static void
seek_output(void)
{
	off_t start = (off_t)(seek * output_block);
	struct stat status;

	if (seek == 0)
		return;
	if (lseek(output, start, SEEK_CUR) < 0)
		fail(output_name);
	if (!conv_notrunc && fstat(output, &status) == 0 && S_ISREG(status.st_mode) &&
	    ftruncate(output, start) != 0)
		fail(output_name);
}

static void
write_block(const char *block, size_t length)
{
	if (write_all(output, block, length) != 0)
		fail(output_name);
	bytes_out += length;
	if (length == output_block)
		full_out++;
	else
		partial_out++;
}

/* The next block, 0 at the end. An error counts as an empty block with noerror. */
static size_t
next_block(char *block)
{
	static unsigned errors;
	ssize_t got = read(input, block, input_block);

	if (got < 0 && errno == EINTR)
		return interrupted ? 0 : next_block(block);
	if (got < 0) {
		if (!conv_noerror || ++errors > ERRORS_MAX)
			fail(input_name);
		complain_errno("%s", input_name);
		lseek(input, (off_t)input_block, SEEK_CUR);
		got = 0;
		if (!conv_sync)
			return next_block(block);
	} else if (got == 0) {
		return 0;
	} else {
		errors = 0;
	}
	if ((size_t)got == input_block)
		full_in++;
	else
		partial_in++;
	if (conv_sync) {
		memset(block + got, 0, input_block - (size_t)got);
		return input_block;
	}
	return (size_t)got;
}

/* Output blocks are filled from as many input blocks as they take. */
static void
copy_blocks(void)
{
	char *block = need_memory(input_block + output_block);
	size_t held = 0, length;

	skip_input(block);
	seek_output();
	while (!interrupted && full_in + partial_in < count_limit &&
	       (length = next_block(block + held)) > 0) {
		size_t written = 0;

		print_progress();
		held += length;
		if (is_one_size) {
			write_block(block, held);
			held = 0;
			continue;
		}
		for (; held - written >= output_block; written += output_block)
			write_block(block + written, output_block);
		held -= written;
		memmove(block, block + written, held);
	}
	if (held > 0)
		write_block(block, held);
	if (conv_fsync && fsync(output) != 0)
		fail(output_name);
	free(block);
}

int
main(int argc, char **argv)
{
	struct sigaction action = {.sa_handler = on_interrupt};
	char **operands;

	tool_only_operands(argc, argv, usage, &operands);
	for (; *operands != NULL; operands++)
		take_operand(*operands);
	started_us = last_progress_us = clock_us();
	open_files();
	sigaction(SIGINT, &action, NULL);
	copy_blocks();
	if (close(output) != 0)
		fail(output_name);
	print_report();
	if (interrupted)
		return 128 + interrupted;
	return tool_failed() ? STATUS_FAILED : 0;
}
