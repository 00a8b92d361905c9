/* seq: numbers in a row. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: seq [OPTION]... [FIRST [STEP]] LAST\n"
	"Prints the whole numbers from FIRST (1) to LAST, STEP (1) apart.\n"
	"\n"
	"  -s, --separator=TEXT  between the numbers, instead of a newline\n"
	"  -w, --equal-width  with zeros before the shorter ones\n";

#define LARGEST (INT64_MAX / 2)

static int64_t
need_whole(const char *text)
{
	bool is_negative = text[0] == '-';
	uint64_t value;

	if (!parse_number(text + is_negative, &value) || value > LARGEST)
		bad_usage("'%s' is no whole number", text);
	return is_negative ? -(int64_t)value : (int64_t)value;
}

static int
width_of(int64_t number)
{
	char text[24];

	return snprintf(text, sizeof(text), "%lld", (long long)number);
}

/* A number below zero looks like an option: everything from the first one on is no option. */
static int
options_end(int argc, char **argv)
{
	int i = 1;

	while (i < argc && argv[i][0] == '-' && (argv[i][1] < '0' || argv[i][1] > '9')) {
		if (strcmp(argv[i], "-s") == 0 || strcmp(argv[i], "--separator") == 0)
			i++;
		i++;
	}
	return i < argc ? i : argc;
}

int
main(int argc, char **argv)
{
	int64_t first = 1, step = 1, last;
	const char *separator = "\n", *between = "";
	bool equal_width = false;
	char **numbers;
	int option, count, width = 1, end = options_end(argc, argv);

	tool_begin(end, argv, usage, OPTIONS_FIRST);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 's')
			separator = option_value;
		else
			equal_width = true;
	}
	numbers = argv + end;
	count = argc - end;
	if (count < 1 || count > 3)
		bad_usage("one to three numbers are needed, not %d", count);
	last = need_whole(numbers[count - 1]);
	if (count > 1)
		first = need_whole(numbers[0]);
	if (count > 2)
		step = need_whole(numbers[1]);
	if (step == 0)
		bad_usage("the step must not be 0");
	if (equal_width)
		width = width_of(first) > width_of(last) ? width_of(first) : width_of(last);
	for (int64_t n = first; step > 0 ? n <= last : n >= last; n += step) {
		printf("%s%0*lld", between, width, (long long)n);
		between = separator;
	}
	if (between == separator)
		putchar('\n');
	return tool_end();
}
