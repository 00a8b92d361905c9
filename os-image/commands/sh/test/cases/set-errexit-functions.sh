f() { false; echo "in f"; }
(set -e; f; echo no); echo $?
(set -e; f || echo failed; echo ok)
(set -e; if f; then echo then; fi)
(set -e; f && echo and)
(set -e; ! f; echo neg)
(set -e; x=$(false); echo no); echo $?
(set -e; x=$(f); echo "x=$x"); echo $?
(set -e; echo $(false) ok)
(set -e; f | cat; echo piped)
(set -e; true | false; echo no); echo $?
