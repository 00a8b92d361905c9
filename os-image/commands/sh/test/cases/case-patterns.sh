m() { case $1 in $2) echo "$1 matches $2";; *) echo "$1 no $2";; esac; }
m abc 'a*'; m abc '?b?'; m abc '[a-c]*'; m abc 'a\*'; m 'a*' 'a\*'; m abc '[!b]*'; m '' '*'
m 'a]b' 'a]b'; m 'a-b' 'a[-x]b'; m ']' '[]]'; m a '[]a]'; m '[' '['; m x '[[:alpha:]]'; m 5 '[![:alpha:]]'
m aaaaaaaaaaaaaaaaaaaaaaaa 'a*a*a*a*a*a*a*b'
p='x*'; case 'x*' in "$p") echo quoted;; esac; case xyz in "$p") echo bad;; $p) echo pattern;; esac
case '\' in \\) echo backslash;; esac; case 'a
b' in a?b) echo newline;; esac
