: > a1; : > b2; : > A3; : > 9z; : > _u
echo [[:digit:]]* [[:upper:]]*
echo [[:alpha:]]? [![:alpha:]]*
echo *[0-2] *[!0-9]
