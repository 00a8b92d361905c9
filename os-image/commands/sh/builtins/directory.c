/* cd, pwd and umask. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../directory.h"
#include "../vars.h"
#include "builtins.h"

#define MODE_BITS 0777u

int
builtin_cd(int argc, char **argv, unsigned flags)
{
	const char *base = var_get("PWD"), *target, *path;
	bool is_physical = false, shows = false;
	int next = 1, letter;

	(void)flags;
	(void)argc;
	while ((letter = builtin_option(argv, &next, "LP", NULL)) != 0)
		is_physical = letter == 'P';
	target = argv[next] != NULL ? argv[next] : var_get("HOME");
	if (target == NULL)
		shell_error(STATUS_ERROR, "HOME not set");
	if (strcmp(target, "-") == 0) {
		target = var_get("OLDPWD");
		shows = true;
		if (target == NULL)
			shell_error(STATUS_ERROR, "OLDPWD not set");
	}
	if (!directory_is(base))
		base = directory_physical();
	path = is_physical || base == NULL || *target == '\0' ? target :
			directory_join(base, target);
	if (*path != '\0' && chdir(path) != 0)
		shell_error(STATUS_ERROR, "can't cd to %s", target);
	if (path == target)
		path = directory_physical();
	if (base != NULL)
		var_set("OLDPWD", base);
	if (path != NULL)
		var_set("PWD", path);
	var_mark("PWD", VAR_EXPORTED);
	if (shows && path != NULL)
		puts(path);
	return 0;
}

int
builtin_pwd(int argc, char **argv, unsigned flags)
{
	const char *path = var_get("PWD");
	bool is_physical = false;
	int next = 1, letter;

	(void)flags;
	(void)argc;
	while ((letter = builtin_option(argv, &next, "LP", NULL)) != 0)
		is_physical = letter == 'P';
	if (is_physical || !directory_is(path))
		path = directory_physical();
	if (path == NULL)
		shell_error(STATUS_ERROR, "the current directory can't be found: %s",
				strerror(errno));
	puts(path);
	return 0;
}

static void
print_symbolic_mask(unsigned mask)
{
	static const char classes[] = "ugo", rights[] = "rwx";

	for (int class = 0; class < 3; class++) {
		printf("%s%c=", class > 0 ? "," : "", classes[class]);
		for (int right = 0; right < 3; right++)
			if (!(mask & (0400u >> (3 * class + right))))
				putchar(rights[right]);
	}
	putchar('\n');
}

/* One clause of a symbolic mode like u+rw or go=x, applied to the rights that are allowed. */
static const char *
apply_clause(const char *at, unsigned *allowed)
{
	unsigned classes = 0, rights = 0;
	char operator;

	for (; *at != '\0' && strchr("ugoa", *at) != NULL; at++)
		classes |= *at == 'u' ? 0700 : *at == 'g' ? 0070 : *at == 'o' ? 0007 : 0777;
	if (classes == 0)
		classes = MODE_BITS;
	operator = *at;
	if (operator == '\0' || strchr("+-=", operator) == NULL)
		return NULL;
	for (at++; *at != '\0' && strchr("rwx", *at) != NULL; at++)
		rights |= *at == 'r' ? 0444 : *at == 'w' ? 0222 : 0111;
	rights &= classes;
	if (operator == '=')
		*allowed &= ~classes;
	*allowed = operator == '-' ? *allowed & ~rights : *allowed | rights;
	return at;
}

static unsigned
parse_mask(const char *text, unsigned old)
{
	unsigned allowed = ~old & MODE_BITS;
	const char *at = text;
	char *end;
	unsigned long mask = strtoul(text, &end, 8);

	if (end != text && *end == '\0' && mask <= MODE_BITS)
		return (unsigned)mask;
	if (*text >= '0' && *text <= '9')
		shell_error(STATUS_ERROR, "Illegal number: %s", text);
	do
		at = apply_clause(at, &allowed);
	while (at != NULL && *at++ == ',');
	if (at == NULL || at[-1] != '\0')
		shell_error(STATUS_ERROR, "Illegal mode: %s", text);
	return ~allowed & MODE_BITS;
}

int
builtin_umask(int argc, char **argv, unsigned flags)
{
	bool is_symbolic = false;
	unsigned mask = umask(0);
	int next = 1;

	umask(mask);
	(void)flags;
	(void)argc;
	while (builtin_option(argv, &next, "S", NULL) != 0)
		is_symbolic = true;
	if (argv[next] != NULL)
		umask(parse_mask(argv[next], mask));
	else if (is_symbolic)
		print_symbolic_mask(mask);
	else
		printf("%04o\n", mask);
	return 0;
}
