/* stty: shows and changes the settings of the terminal that is standard input. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: stty [-a]\n"
	"       stty SETTING...\n"
	"Prints the settings of the terminal that is standard input, or changes them:\n"
	"\n"
	"  FLAG, -FLAG     on and off: echo icanon isig ixon icrnl opost onlcr ...\n"
	"  erase C, kill C, intr C, quit C, eof C, susp C  the character, also as ^C\n"
	"  rows N, cols N  the size of the window\n"
	"  sane            as it is meant for people\n"
	"  raw, -raw       every byte as it comes, and back\n"
	"  size            print rows and columns\n";

enum group { INPUT, OUTPUT, LOCAL };

static const struct {
	const char *name;
	enum group group;
	tcflag_t bit;
	bool is_sane;
} flags[] = {
	{"icrnl", INPUT, ICRNL, true},   {"inlcr", INPUT, INLCR, false}, {"igncr", INPUT, IGNCR, false},
	{"ixon", INPUT, IXON, true},     {"ixany", INPUT, IXANY, false}, {"opost", OUTPUT, OPOST, true},
	{"onlcr", OUTPUT, ONLCR, true},  {"isig", LOCAL, ISIG, true},    {"icanon", LOCAL, ICANON, true},
	{"echo", LOCAL, ECHO, true},     {"echoe", LOCAL, ECHOE, true},  {"echok", LOCAL, ECHOK, true},
	{"echonl", LOCAL, ECHONL, false}, {"iexten", LOCAL, IEXTEN, true}, {"tostop", LOCAL, TOSTOP, false},
};
#define FLAG_COUNT (sizeof(flags) / sizeof(flags[0]))

static const struct {
	const char *name;
	int index;
	cc_t sane;
} characters[] = {
	{"intr", VINTR, 'C' & 31}, {"quit", VQUIT, '\\' & 31}, {"erase", VERASE, 127},
	{"kill", VKILL, 'U' & 31}, {"eof", VEOF, 'D' & 31},    {"susp", VSUSP, 'Z' & 31},
};
#define CHARACTER_COUNT (sizeof(characters) / sizeof(characters[0]))

static tcflag_t *
flags_of(struct termios *settings, enum group group)
{
	if (group == INPUT)
		return &settings->c_iflag;
	return group == OUTPUT ? &settings->c_oflag : &settings->c_lflag;
}

static void
set_flag(struct termios *settings, size_t i, bool is_on)
{
	tcflag_t *word = flags_of(settings, flags[i].group);

	*word = is_on ? *word | flags[i].bit : *word & ~flags[i].bit;
}

static void
make_sane(struct termios *settings)
{
	for (size_t i = 0; i < FLAG_COUNT; i++)
		set_flag(settings, i, flags[i].is_sane);
	for (size_t i = 0; i < CHARACTER_COUNT; i++)
		settings->c_cc[characters[i].index] = characters[i].sane;
}

static void
make_raw(struct termios *settings)
{
	settings->c_iflag &= ~(tcflag_t)(ICRNL | IXON);
	settings->c_oflag &= ~(tcflag_t)OPOST;
	settings->c_lflag &= ~(tcflag_t)(ISIG | ICANON | ECHO | IEXTEN);
	settings->c_cc[VMIN] = 1;
	settings->c_cc[VTIME] = 0;
}

static void
print_character(const char *name, cc_t character)
{
	if (character == _POSIX_VDISABLE)
		printf("%s = <undef>; ", name);
	else if (character == 127)
		printf("%s = ^?; ", name);
	else if (character < ' ')
		printf("%s = ^%c; ", name, character + '@');
	else
		printf("%s = %c; ", name, character);
}

static void
print_settings(struct termios *settings)
{
	struct winsize size;

	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0)
		printf("rows %u; columns %u\n", size.ws_row, size.ws_col);
	for (size_t i = 0; i < CHARACTER_COUNT; i++)
		print_character(characters[i].name, settings->c_cc[characters[i].index]);
	putchar('\n');
	for (size_t i = 0; i < FLAG_COUNT; i++)
		printf("%s%s ", (*flags_of(settings, flags[i].group) & flags[i].bit) != 0 ? "" : "-",
		       flags[i].name);
	putchar('\n');
}

/* A setting that is one word; false when it is none. */
static bool
take_word(struct termios *settings, const char *word)
{
	bool is_on = word[0] != '-';
	struct winsize size;

	if (strcmp(word, "sane") == 0 || strcmp(word, "-raw") == 0) {
		make_sane(settings);
	} else if (strcmp(word, "raw") == 0) {
		make_raw(settings);
	} else if (strcmp(word, "size") == 0) {
		if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0)
			printf("%u %u\n", size.ws_row, size.ws_col);
		else
			complain_errno("the size of the window");
	} else {
		for (size_t i = 0; i < FLAG_COUNT; i++) {
			if (strcmp(flags[i].name, word + !is_on) != 0)
				continue;
			set_flag(settings, i, is_on);
			return true;
		}
		return false;
	}
	return true;
}

static cc_t
need_character(const char *text)
{
	if (strcmp(text, "undef") == 0 || strcmp(text, "^-") == 0)
		return _POSIX_VDISABLE;
	if (strcmp(text, "^?") == 0)
		return 127;
	if (text[0] == '^' && text[1] != '\0' && text[2] == '\0')
		return (cc_t)(text[1] & 31);
	if (text[0] == '\0' || text[1] != '\0')
		bad_usage("'%s' is no character", text);
	return (cc_t)text[0];
}

/* A setting with a value; false when there is none of that name. */
static bool
take_value(struct termios *settings, const char *name, const char *value)
{
	struct winsize size;

	for (size_t i = 0; i < CHARACTER_COUNT; i++) {
		if (strcmp(characters[i].name, name) != 0)
			continue;
		settings->c_cc[characters[i].index] = need_character(value);
		return true;
	}
	if (strcmp(name, "rows") != 0 && strcmp(name, "cols") != 0 && strcmp(name, "columns") != 0)
		return false;
	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) != 0)
		memset(&size, 0, sizeof(size));
	if (name[0] == 'r')
		size.ws_row = (unsigned short)need_number(value, "the number of rows");
	else
		size.ws_col = (unsigned short)need_number(value, "the number of columns");
	if (ioctl(STDIN_FILENO, TIOCSWINSZ, &size) != 0)
		complain_errno("the size of the window");
	return true;
}

int
main(int argc, char **argv)
{
	struct termios settings;

	tool_begin(argc, argv, usage, OPTIONS_FIRST);
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		tool_option();
	if (tcgetattr(STDIN_FILENO, &settings) != 0)
		give_up(STATUS_FAILED, "standard input is no terminal");
	if (argc < 2 || strcmp(argv[1], "-a") == 0) {
		print_settings(&settings);
		return tool_end();
	}
	for (int i = 1; i < argc; i++) {
		if (take_word(&settings, argv[i]))
			continue;
		if (argv[i + 1] == NULL || !take_value(&settings, argv[i], argv[i + 1]))
			bad_usage("there is no setting '%s', or it needs a value", argv[i]);
		i++;
	}
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &settings) != 0)
		complain_errno("the settings can't be changed");
	return tool_end();
}
