: > f; echo x > g; mkdir d; ln -s g l; ln -s nowhere broken
t() { "$@"; echo $?; }
t [ -e f ]; t [ -f f ]; t [ -d f ]; t [ -d d ]; t [ -s f ]; t [ -s g ]; t [ -e no ]; t [ ! -e no ]
t [ -L l ]; t [ -h l ]; t [ -f l ]; t [ -L f ]; t [ -e broken ]; t [ -L broken ]
t [ -r f ]; t [ -w f ]; t [ -x f ]; t [ -x d ]; t [ -p f ]; t [ -b f ]; t [ -c /dev/null ]
t [ f -ef f ]; t [ f -ef g ]; t [ l -ef g ]; t [ -f f -a -d d ]; t [ -t 9 ]
