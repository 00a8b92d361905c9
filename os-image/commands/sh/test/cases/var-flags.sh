set -f; case $- in *f*) echo f on;; esac
set +f; case $- in *f*) echo f on;; *) echo f off;; esac
set -eu; case $- in *e*u*|*u*e*) echo eu;; esac
