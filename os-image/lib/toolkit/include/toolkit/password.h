/*
 * Passwords in /etc/shadow, one line a user: NAME:SECRET. A secret is
 *
 *     $k1$ROUNDS$SALT$DIGEST
 *
 * where, with text = SALT followed by the password, the digest is SHA-256(text)
 * and then, ROUNDS - 1 times, SHA-256(digest so far followed by text), written
 * in hexadecimal digits. An empty secret lets anyone in; anything else, such as
 * "*", no one.
 */
#ifndef TOOLKIT_PASSWORD_H
#define TOOLKIT_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#define SECRET_MAX 160
#define PASSWORD_MAX 128
#define PASSWORD_ROUNDS_MAX 1000000u

/* The user's secret: false when there is no line for the name or it can't be read. */
bool find_secret(const char *name, char secret[SECRET_MAX]);

/* Whether the password is the secret's. Takes as long for a wrong one as for the right one. */
bool password_matches(const char *secret, const char *password);

/* Reads a password from the terminal without showing it; false at the end of input. */
bool ask_password(const char *prompt, char *password, size_t size);

#endif
