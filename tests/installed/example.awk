# The displays of the EXAMPLES section of tac(3): with n=1 the program, with n=2 what it prints.
/^\.Sh / { section = $2 }
section == "EXAMPLES" && /^\.Bd -literal/ { count++; next }
/^\.Ed/ { if (count == n) exit; next }
count == n { gsub(/\\e/, "\\"); gsub(/\\&/, ""); gsub(/\\-/, "-"); print }
