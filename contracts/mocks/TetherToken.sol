// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A token that behaves like USDT on Ethereum: nothing is returned, an allowance changes only through zero,
/// and a fee on transfer is built in and off until its owner sets it.
contract TetherToken {
    uint256 private constant DECIMALS = 6;
    address public constant FEE_OWNER = address(0x05D7);

    uint256 public basisPointsRate;
    uint256 public maximumFee;
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);

    error AllowanceNotZero();

    /// @notice The highest values that USDT allows are 19 and 49 whole dollars.
    function setParams(uint256 basisPoints, uint256 wholeDollars) external {
        (basisPointsRate, maximumFee) = (basisPoints, wholeDollars * 10 ** DECIMALS);
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    function approve(address spender, uint256 amount) external {
        require(amount == 0 || allowance[msg.sender][spender] == 0, AllowanceNotZero());
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        if (allowance[from][msg.sender] != type(uint256).max) allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
    }

    function decimals() external pure returns (uint256) {
        return DECIMALS;
    }

    function _move(address from, address to, uint256 amount) private {
        uint256 fee = (amount * basisPointsRate) / 10_000;
        if (fee > maximumFee) fee = maximumFee;
        balanceOf[from] -= amount;
        balanceOf[to] += amount - fee;
        emit Transfer(from, to, amount - fee);
        if (fee != 0) {
            balanceOf[FEE_OWNER] += fee;
            emit Transfer(from, FEE_OWNER, fee);
        }
    }
}
