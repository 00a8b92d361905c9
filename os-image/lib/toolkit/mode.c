/* See <toolkit/mode.h>. */
#include <string.h>
#include <sys/stat.h>
#include <toolkit/mode.h>
#include <toolkit/number.h>

#define READ_ALL (S_IRUSR | S_IRGRP | S_IROTH)
#define WRITE_ALL (S_IWUSR | S_IWGRP | S_IWOTH)
#define EXECUTE_ALL (S_IXUSR | S_IXGRP | S_IXOTH)
#define USER_BITS (S_ISUID | S_IRWXU)
#define GROUP_BITS (S_ISGID | S_IRWXG)
#define OTHER_BITS (S_ISVTX | S_IRWXO)
#define ALL_BITS (USER_BITS | GROUP_BITS | OTHER_BITS)

/* The bits that the letters before the operator stand for; moves behind them. */
static mode_t
read_who(const char **at)
{
	mode_t who = 0;

	for (;; (*at)++) {
		switch (**at) {
		case 'u':
			who |= USER_BITS;
			break;
		case 'g':
			who |= GROUP_BITS;
			break;
		case 'o':
			who |= OTHER_BITS;
			break;
		case 'a':
			who |= ALL_BITS;
			break;
		default:
			return who;
		}
	}
}

/* The rights of one class, given to all three. */
static mode_t
copied_rights(mode_t mode, char from)
{
	mode_t rights = from == 'u' ? mode >> 6 : from == 'g' ? mode >> 3 : mode;

	rights &= S_IRWXO;
	return rights | rights << 3 | rights << 6;
}

/* The rights that stand behind an operator; moves behind them. */
static mode_t
read_rights(const char **at, mode_t mode, bool is_directory)
{
	mode_t rights = 0;

	if (**at != '\0' && strchr("ugo", **at) != NULL)
		return copied_rights(mode, *(*at)++);
	for (;; (*at)++) {
		switch (**at) {
		case 'r':
			rights |= READ_ALL;
			break;
		case 'w':
			rights |= WRITE_ALL;
			break;
		case 'x':
			rights |= EXECUTE_ALL;
			break;
		case 'X':
			if (is_directory || (mode & EXECUTE_ALL) != 0)
				rights |= EXECUTE_ALL;
			break;
		case 's':
			rights |= S_ISUID | S_ISGID;
			break;
		case 't':
			rights |= S_ISVTX;
			break;
		default:
			return rights;
		}
	}
}

/* One clause: letters, then operators with rights, one after the other. */
static bool
apply_clause(const char **at, mode_t *mode, bool is_directory)
{
	mode_t who = read_who(at);
	bool any = false;

	if (who == 0) {
		mode_t mask = umask(0);

		umask(mask);
		who = ALL_BITS & ~mask;
	}
	while (**at != '\0' && strchr("+-=", **at) != NULL) {
		char operator = *(*at)++;
		mode_t rights = read_rights(at, *mode, is_directory) & who;

		if (operator == '=')
			*mode &= ~(who & (mode_t) ~(is_directory ? S_ISUID | S_ISGID : 0));
		*mode = operator == '-' ? *mode & ~rights : *mode | rights;
		any = true;
	}
	return any;
}

bool
mode_change(const char *text, mode_t *mode, bool is_directory)
{
	unsigned octal;

	if (parse_octal_mode(text, &octal)) {
		*mode = (*mode & ~(mode_t)ALL_BITS) | octal;
		return true;
	}
	for (const char *at = text;; at++) {
		if (!apply_clause(&at, mode, is_directory))
			return false;
		if (*at == '\0')
			return true;
		if (*at != ',')
			return false;
	}
}
