printf 'set -v\necho a\necho b\n' > s; sh s 2>&1
