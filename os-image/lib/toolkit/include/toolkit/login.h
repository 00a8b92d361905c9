/* What getty, login and su have in common. */
#ifndef TOOLKIT_LOGIN_H
#define TOOLKIT_LOGIN_H

#include <pwd.h>
#include <stdbool.h>

#define USER_NAME_MAX 32

/* Reads a user's name from standard input; false at its end. A name too long is cut. */
bool ask_user_name(const char *prompt, char name[USER_NAME_MAX]);

/* Takes on group and user for good; false with errno when that is not allowed. */
bool become_user(const struct passwd *user);

/* The program that the user wants as shell. */
const char *user_shell(const struct passwd *user);

/* HOME, USER, LOGNAME, SHELL and PATH of the user. */
void set_user_environment(const struct passwd *user);

/* Runs the user's shell as a login shell. Returns only when it can't, with errno. */
void run_login_shell(const struct passwd *user);

#endif
