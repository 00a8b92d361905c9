set -o errexit; case $- in *e*) echo on;; esac
set +o errexit; case $- in *e*) echo on;; *) echo off;; esac
set -fu; set +fu; echo ok
set -- -e; echo $1
set -e -- a b; echo $#
(set -Q) 2>/dev/null; echo $?
(set -o nosuch) 2>/dev/null; echo $?
