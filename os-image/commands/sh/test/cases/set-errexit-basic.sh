(set -e; false; echo no); echo $?
(set -e; true; echo yes); echo $?
(set -e; false || true; echo or)
(set -e; if false; then :; fi; echo if)
(set -e; ! true; echo not)
(set -e; while false; do :; done; echo while)
(set -e; false && true; echo and)
(set -e; true && false; echo no); echo $?
(set -e; (false); echo no); echo $?
(set -e; { false; }; echo no); echo $?
