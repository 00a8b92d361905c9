/* Which characters stand where in a configuration. */
#ifndef SYSCONF_CHARACTERS_H
#define SYSCONF_CHARACTERS_H

/* ASCII but for spaces: what words are made of. */
static inline int
is_word_character(char c)
{
	return c > ' ' && c <= '~';
}

static inline int
is_decimal_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline int
is_lower_case(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Labels stand in logs, events, keys and scripts: nothing there may need quotes. */
static inline int
is_label_character(char c)
{
	return is_lower_case(c) || is_decimal_digit(c) || c == '.' || c == '_';
}

/* Of programs, users and policy scripts. */
static inline int
is_name_character(char c)
{
	return is_lower_case(c) || is_decimal_digit(c) || c == '_' || c == '-';
}

#endif
