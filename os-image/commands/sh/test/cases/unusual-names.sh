_x=1 x_1=2 X9=3; echo $_x $x_1 $X9 $x_1y. ${x_1}y
a_function_with_a_long_name_1() { echo long; }; a_function_with_a_long_name_1
