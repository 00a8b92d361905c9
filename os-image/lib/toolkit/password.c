/* See <toolkit/password.h> for the scheme. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <toolkit/digest.h>
#include <toolkit/password.h>
#include <unistd.h>

#define SHADOW "/etc/shadow"
#define SCHEME "$k1$"
#define SHA256_SIZE 32
#define TEXT_MAX (SECRET_MAX + PASSWORD_MAX)

bool
find_secret(const char *name, char secret[SECRET_MAX])
{
	char line[SECRET_MAX + PASSWORD_MAX];
	size_t length = strlen(name);
	FILE *file = fopen(SHADOW, "r");
	bool found = false;

	if (file == NULL)
		return false;
	while (!found && fgets(line, sizeof(line), file) != NULL) {
		found = strncmp(line, name, length) == 0 && line[length] == ':';
		line[strcspn(line, "\n")] = '\0';
	}
	fclose(file);
	if (found)
		snprintf(secret, SECRET_MAX, "%s", line + length + 1);
	return found;
}

static void
hash_password(const char *text, unsigned long rounds, uint8_t value[SHA256_SIZE])
{
	for (unsigned long i = 0; i < rounds; i++) {
		struct digest digest;

		digest_begin(&digest, &digest_sha256);
		if (i > 0)
			digest_add(&digest, value, SHA256_SIZE);
		digest_add(&digest, text, strlen(text));
		digest_end(&digest, value);
	}
}

bool
password_matches(const char *secret, const char *password)
{
	uint8_t value[SHA256_SIZE];
	char digits[2 * SHA256_SIZE + 1];
	char text[TEXT_MAX];
	const char *salt, *wanted;
	char *end;
	unsigned long rounds;
	unsigned difference = 0;

	if (secret[0] == '\0')
		return true;
	if (strncmp(secret, SCHEME, strlen(SCHEME)) != 0)
		return false;
	rounds = strtoul(secret + strlen(SCHEME), &end, 10);
	salt = end + 1;
	wanted = *end == '$' ? strchr(salt, '$') : NULL;
	if (wanted == NULL || rounds == 0 || rounds > PASSWORD_ROUNDS_MAX ||
	    strlen(wanted + 1) != sizeof(digits) - 1)
		return false;
	snprintf(text, sizeof(text), "%.*s%s", (int)(wanted - salt), salt, password);
	hash_password(text, rounds, value);
	digest_text(value, SHA256_SIZE, digits);
	for (size_t i = 0; i < sizeof(digits) - 1; i++)
		difference |= (unsigned)(digits[i] ^ wanted[1 + i]);
	return difference == 0;
}

bool
ask_password(const char *prompt, char *password, size_t size)
{
	struct termios normal, silent;
	bool is_terminal = tcgetattr(STDIN_FILENO, &normal) == 0;
	bool was_read;

	/* In this order: what is typed right after the prompt must neither be shown nor flushed. */
	if (is_terminal) {
		silent = normal;
		silent.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	}
	fputs(prompt, stdout);
	fflush(stdout);
	was_read = fgets(password, (int)size, stdin) != NULL;
	if (is_terminal) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &normal);
		putchar('\n');
	}
	if (was_read)
		password[strcspn(password, "\n")] = '\0';
	return was_read;
}
