if true; then echo 1; fi
if false; then echo 2; else echo 3; fi
if false; then echo 4; elif true; then echo 5; else echo 6; fi
if false; then :; elif false; then :; fi; echo $?
if (exit 3); then :; else echo $?; fi
if true
then
	if false; then echo no; else echo nested; fi
fi
if ! false; then echo not; fi
if false || true && true; then echo list; fi
