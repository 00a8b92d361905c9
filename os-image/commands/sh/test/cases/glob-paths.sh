mkdir -p p/q p/r s; : > p/q/1; : > p/r/2; : > s/3
echo p/*/? */*/* p/q/* ./s/*
echo */q p/[qr]
echo //nothing* p//q/*
