/* The parts of paths, as the table in POSIX' description of basename and dirname has them. */
#include "check.h"

#include <string.h>

char *k_basename(char *path);
char *k_dirname(char *path);

static const struct {
	const char *path;
	const char *directory;
	const char *name;
} table[] = {
	{"usr", ".", "usr"},          {"usr/", ".", "usr"},           {"", ".", "."},
	{"/", "/", "/"},              {"//", "/", "/"},               {"///", "/", "/"},
	{"/usr/", "/", "usr"},        {"/usr/lib", "/usr", "lib"},    {"//usr//lib//", "//usr", "lib"},
	{"a/b", "a", "b"},            {"a//b/", "a", "b"},            {".", ".", "."},
	{"..", ".", ".."},            {"/home//dwc//test", "/home//dwc", "test"},
};

int
check_paths(unsigned cases)
{
	(void)cases;
	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char path[40];

		strcpy(path, table[i].path);
		if (strcmp(k_basename(path), table[i].name) != 0)
			differ("basename(\"%s\")", table[i].path);
		strcpy(path, table[i].path);
		if (strcmp(k_dirname(path), table[i].directory) != 0)
			differ("dirname(\"%s\")", table[i].path);
	}
	return (int)(sizeof(table) / sizeof(table[0]));
}
