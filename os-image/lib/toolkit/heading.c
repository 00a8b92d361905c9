/* See <toolkit/heading.h>. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/heading.h>
#include <toolkit/tool.h>

static enum { BY_COUNT, ALWAYS, NEVER } wanted_headings;
static bool prints_headings;
static bool is_first = true;

void
headings_set(bool wanted)
{
	wanted_headings = wanted ? ALWAYS : NEVER;
}

void
headings_begin(int file_count)
{
	prints_headings = wanted_headings == BY_COUNT ? file_count > 1 : wanted_headings == ALWAYS;
}

void
print_heading(const char *name)
{
	if (!prints_headings)
		return;
	printf("%s==> %s <==\n", is_first ? "" : "\n",
	       strcmp(name, "-") == 0 ? "standard input" : name);
	is_first = false;
}

void
expand_count_option(int argc, char **argv)
{
	char *expanded;

	if (argc < 2 || argv[1][0] != '-' || !isdigit((unsigned char)argv[1][1]))
		return;
	expanded = need_memory(strlen(argv[1]) + sizeof("-n"));
	strcpy(expanded, "-n");
	strcat(expanded, argv[1] + 1);
	argv[1] = expanded;
}
