umask 022; umask; umask -S
umask 077; : > f; umask; umask -S
umask u=rwx,g=rx,o=; umask
umask g+w; umask; umask a-x; umask
(umask 9) 2>/dev/null; echo $?
