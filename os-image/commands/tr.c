/* tr: replaces or removes characters. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: tr [OPTION]... SET1 [SET2]\n"
	"Replaces each character of SET1 in standard input by that of SET2 at the same place, or by\n"
	"its last one. Sets know ranges a-z, classes [:digit:] and escapes \\n \\t \\\\ \\NNN.\n"
	"\n"
	"  -c, -C, --complement  all characters that are not in SET1\n"
	"  -d, --delete    remove characters of SET1\n"
	"  -s, --squeeze-repeats  one instead of many, for characters of the last set\n";

#define CHARACTERS 256
#define SET_MAX 1024

struct set {
	unsigned char members[SET_MAX];
	size_t count;
};

static void
add(struct set *set, int character)
{
	if (set->count < SET_MAX)
		set->members[set->count++] = (unsigned char)character;
}

static int
read_character(const char **at)
{
	static const char letters[] = "abfnrtv\\", values[] = "\a\b\f\n\r\t\v\\";
	const char *letter;
	int value = 0, digits = 0;

	if (**at != '\\' || (*at)[1] == '\0')
		return (unsigned char)*(*at)++;
	(*at)++;
	while (digits < 3 && **at >= '0' && **at <= '7') {
		value = value * 8 + (*(*at)++ - '0');
		digits++;
	}
	if (digits > 0)
		return value & (CHARACTERS - 1);
	letter = strchr(letters, **at);
	(*at)++;
	return letter != NULL ? (unsigned char)values[letter - letters] : (unsigned char)(*at)[-1];
}

/* "[:class:]" at the place; moves behind it. */
static bool
read_class(const char **at, struct set *set)
{
	static const struct {
		const char *name;
		int (*is_member)(int);
	} classes[] = {
		{"[:alnum:]", isalnum}, {"[:alpha:]", isalpha}, {"[:blank:]", isblank},
		{"[:cntrl:]", iscntrl}, {"[:digit:]", isdigit}, {"[:graph:]", isgraph},
		{"[:lower:]", islower}, {"[:print:]", isprint}, {"[:punct:]", ispunct},
		{"[:space:]", isspace}, {"[:upper:]", isupper}, {"[:xdigit:]", isxdigit},
	};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		size_t length = strlen(classes[i].name);

		if (strncmp(*at, classes[i].name, length) != 0)
			continue;
		for (int c = 0; c < CHARACTERS; c++)
			if (c < 128 && classes[i].is_member(c))
				add(set, c);
		*at += length;
		return true;
	}
	return false;
}

static void
read_set(const char *text, struct set *set)
{
	while (*text != '\0') {
		int first, last;

		if (read_class(&text, set))
			continue;
		first = last = read_character(&text);
		if (text[0] == '-' && text[1] != '\0') {
			text++;
			last = read_character(&text);
		}
		if (last < first)
			bad_usage("a range has to go upward: %c-%c", first, last);
		for (int c = first; c <= last; c++)
			add(set, c);
	}
}

static void
complement(struct set *set)
{
	bool is_member[CHARACTERS] = {false};

	for (size_t i = 0; i < set->count; i++)
		is_member[set->members[i]] = true;
	set->count = 0;
	for (int c = 0; c < CHARACTERS; c++)
		if (!is_member[c])
			add(set, c);
}

struct rules {
	unsigned char replacement[CHARACTERS];
	bool is_deleted[CHARACTERS];
	bool is_squeezed[CHARACTERS];
};

static void
translate(const struct rules *rules)
{
	unsigned char *block = need_memory(BLOCK_SIZE);
	int before = -1;
	ssize_t got;

	while ((got = read_block(STDIN_FILENO, block, BLOCK_SIZE)) > 0) {
		size_t length = 0;

		for (ssize_t i = 0; i < got; i++) {
			unsigned char c = rules->replacement[block[i]];

			if (rules->is_deleted[block[i]] || (rules->is_squeezed[c] && c == before))
				continue;
			before = c;
			block[length++] = c;
		}
		if (write_all(STDOUT_FILENO, block, length) != 0)
			give_up(STATUS_FAILED, "standard output can't be written");
	}
	if (got < 0)
		complain_errno("standard input");
	free(block);
}

int
main(int argc, char **argv)
{
	static struct set from, to;
	static struct rules rules;
	bool complements = false, deletes = false, squeezes = false;
	const struct set *squeezed;
	char **sets;
	int option, count;

	tool_begin(argc, argv, usage, OPTIONS_FIRST);
	while ((option = tool_option()) != OPTION_END) {
		complements |= option == 'c';
		deletes |= option == 'd';
		squeezes |= option == 's';
	}
	count = tool_operands(&sets);
	if (count < 1 || count > 2 || (count == 1 && !deletes && !squeezes) ||
	    (count == 2 && deletes && !squeezes))
		bad_usage("two sets are needed, or one with -d or -s");
	read_set(sets[0], &from);
	if (complements)
		complement(&from);
	if (count == 2)
		read_set(sets[1], &to);
	if (count == 2 && to.count == 0 && !deletes)
		bad_usage("the second set must not be empty");
	for (int c = 0; c < CHARACTERS; c++)
		rules.replacement[c] = (unsigned char)c;
	for (size_t i = 0; i < from.count; i++) {
		if (deletes)
			rules.is_deleted[from.members[i]] = true;
		else if (count == 2)
			rules.replacement[from.members[i]] =
				to.members[i < to.count ? i : to.count - 1];
	}
	squeezed = count == 2 ? &to : &from;
	for (size_t i = 0; squeezes && i < squeezed->count; i++)
		rules.is_squeezed[squeezed->members[i]] = true;
	translate(&rules);
	return tool_end();
}
